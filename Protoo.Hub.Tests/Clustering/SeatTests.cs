using System.Text;
using Protoo.Clustering;

namespace Protoo.Tests.Clustering;

/// <summary>Reads of a seat while another thread changes it.</summary>
public sealed class SeatTests
{
    private const int Reads = 100_000_000;

    [Fact]
    public async Task Data_ReadWhileItIsSet_IsOneOfTheValues()
    {
        var shorter = Json('s', 3);
        var longer = Json('l', 300);
        var seat = new Seat("a", "connection", PeerTransport.Native, "instance") { Data = shorter };
        var isOver = false;
        var writing = Task.Run(() =>
        {
            while (!Volatile.Read(ref isOver))
            {
                seat.Data = longer;
                seat.Data = shorter;
            }
        });

        var torn = Read(seat);
        Volatile.Write(ref isOver, true);
        await writing.DefaultTimeout();
        Assert.Equal(0, torn);
    }

    private static int Read(Seat seat)
    {
        var torn = 0;
        for (var i = 0; i < Reads; i++)
        {
            var utf8 = seat.Data.Utf8.Span;
            torn += utf8[1] == (utf8.Length == 300 ? (byte)'l' : (byte)'s') ? 0 : 1;
        }

        return torn;
    }

    private static RawJson Json(char text, int length) => new(Encoding.ASCII.GetBytes($"\"{new string(text, length - 2)}\""));
}
