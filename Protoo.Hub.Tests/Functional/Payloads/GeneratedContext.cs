using System.Text.Json.Serialization;

namespace Protoo.Tests.Functional.Payloads;

/// <summary>What an app without reflection says of its types; nothing of ours, nor of objects and arrays of them.</summary>
[JsonSerializable(typeof(Animal))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
internal sealed partial class GeneratedContext : JsonSerializerContext;
