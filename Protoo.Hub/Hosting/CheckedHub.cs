using Protoo.Rooms;

namespace Protoo.Hosting;

/// <summary>A hub that <see cref="SignalREndpointMatcherPolicy"/> checks the clients of.</summary>
internal sealed record CheckedHub(Type Type, RoomRegistry Rooms, ClientLimits Limits);
