namespace Protoo.Server.Messages;

internal sealed class SetRoomDataMessage : RoomMessage
{
    /// <summary>The version that the present data must have; null for any.</summary>
    public long? Version { get; init; }

    protected override void Validate(string method)
    {
        if (Version < 0)
        {
            throw Malformed(method, "version");
        }
    }
}
