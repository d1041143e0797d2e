using System.Text.Json.Serialization;

namespace Protoo.Tests.Protocol;

/// <summary>A type of the app's whose reading and writing fails in an unusual way.</summary>
[JsonConverter(typeof(TicketConverter))]
internal sealed record Ticket;
