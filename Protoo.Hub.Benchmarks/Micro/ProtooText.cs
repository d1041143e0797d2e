using System.Text;

namespace Protoo.Benchmarks.Micro;

/// <summary>Creates messages with data of a given size.</summary>
internal static class ProtooText
{
    public static byte[] Request(int dataSize) => Encode($$"""{"request":true,"id":1234567,"method":"echo","data":{{Data(dataSize)}}}""");

    public static byte[] Response(int dataSize) => Encode($$"""{"response":true,"id":1234567,"ok":true,"data":{{Data(dataSize)}}}""");

    public static byte[] Notification(int dataSize) => Encode($$"""{"notification":true,"method":"chat","data":{{Data(dataSize)}}}""");

    /// <summary>Creates an object of many values, as is usual in signaling.</summary>
    public static string Data(int size)
    {
        var data = new StringBuilder("{\"n\":[1");
        while (data.Length + 12 < size)
        {
            data.Append(",\"abcdefg\"");
        }

        return data.Append(']').Append('}').ToString().Insert(1, new string(' ', Math.Max(0, size - data.Length)));
    }

    private static byte[] Encode(string text) => Encoding.UTF8.GetBytes(text);
}
