using System.Text.Json.Serialization;

namespace Protoo.Server.Admin;

/// <summary>Describes what the operator's API reads and answers, so that no reflection is needed for it.</summary>
[JsonSerializable(typeof(AdminNotification))]
[JsonSerializable(typeof(InstanceList))]
[JsonSerializable(typeof(RoomContent))]
[JsonSerializable(typeof(RoomList))]
[JsonSerializable(typeof(TrafficEvent))]
internal sealed partial class AdminContext : JsonSerializerContext;
