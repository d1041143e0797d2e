using System.Text.Json.Serialization;

namespace Protoo.Tests.Functional.Payloads;

/// <summary>An app's context for a type that holds ours.</summary>
[JsonSerializable(typeof(GeneratedHub.People))]
internal sealed partial class PeopleContext : JsonSerializerContext;
