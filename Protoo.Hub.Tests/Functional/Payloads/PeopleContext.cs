using System.Text.Json.Serialization;

namespace Protoo.Tests.Functional.Payloads;

/// <summary>What an app says of a type that holds ours.</summary>
[JsonSerializable(typeof(GeneratedHub.People))]
internal sealed partial class PeopleContext : JsonSerializerContext;
