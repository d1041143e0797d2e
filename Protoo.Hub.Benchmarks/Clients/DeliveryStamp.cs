namespace Protoo.Benchmarks.Clients;

/// <summary>The data of a notification: <c>{"p":sender,"s":number,"t":time}</c>.</summary>
/// <param name="Sender">The number of the sender in its room.</param>
/// <param name="Sequence">The number of the notification, counted from 1 for each sender.</param>
/// <param name="SentAt">The time of sending, in ticks of the generator's clock.</param>
internal readonly record struct DeliveryStamp(int Sender, int Sequence, long SentAt)
{
    public const string Method = "tick";

    public static bool TryRead(ReadOnlySpan<byte> message, out DeliveryStamp stamp)
    {
        if (Scan.TrySkipTo(ref message, "\"p\":"u8) && Scan.TryReadNumber(ref message, out var sender)
            && Scan.TrySkipTo(ref message, "\"s\":"u8) && Scan.TryReadNumber(ref message, out var sequence)
            && Scan.TrySkipTo(ref message, "\"t\":"u8) && Scan.TryReadNumber(ref message, out var sentAt))
        {
            stamp = new DeliveryStamp((int)sender, (int)sequence, sentAt);
            return true;
        }

        stamp = default;
        return false;
    }

    public void Write(ref Utf8Text text)
    {
        text.Append("{\"p\":"u8);
        text.Append(Sender);
        text.Append(",\"s\":"u8);
        text.Append(Sequence);
        text.Append(",\"t\":"u8);
        text.Append(SentAt);
        text.Append("}"u8);
    }
}
