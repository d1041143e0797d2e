using System.Text.Json.Serialization;

namespace Protoo.Tests.Protocol;

/// <summary>An app's type whose reading and writing fail in an unusual way.</summary>
[JsonConverter(typeof(TicketConverter))]
internal sealed record Ticket;
