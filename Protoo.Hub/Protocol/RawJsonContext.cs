using System.Text.Json.Serialization;

namespace Protoo.Protocol;

/// <summary>Describes <see cref="RawJson"/> where System.Text.Json has no reflection.</summary>
[JsonSerializable(typeof(RawJson))]
[JsonSerializable(typeof(RawJson?))]
[JsonSerializable(typeof(RawJson[]))]
internal sealed partial class RawJsonContext : JsonSerializerContext;
