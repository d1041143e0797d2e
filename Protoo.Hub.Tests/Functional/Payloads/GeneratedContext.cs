using System.Text.Json.Serialization;

namespace Protoo.Tests.Functional.Payloads;

/// <summary>The types that an app without reflection declares: none of ours, and no objects or arrays of its types.</summary>
[JsonSerializable(typeof(Animal))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
internal sealed partial class GeneratedContext : JsonSerializerContext;
