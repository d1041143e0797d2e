using System.Buffers;

namespace Protoo.Benchmarks.Clients;

/// <summary>Keeps the beginning of a message whose end has not arrived yet. Most messages arrive whole and are not copied.</summary>
internal sealed class MessageAssembler
{
    private readonly ArrayBufferWriter<byte> _beginning = new();
    private bool _isRead;

    /// <summary>Adds the next piece.</summary>
    /// <param name="piece">The piece that arrived.</param>
    /// <param name="isEnd">Whether the message ends with the piece.</param>
    /// <param name="message">The whole message if it has ended; valid until the next piece.</param>
    public bool TryComplete(ReadOnlySpan<byte> piece, bool isEnd, out ReadOnlySpan<byte> message)
    {
        if (_isRead)
        {
            _beginning.ResetWrittenCount();
            _isRead = false;
        }

        if (isEnd && _beginning.WrittenCount == 0)
        {
            message = piece;
            return true;
        }

        _beginning.Write(piece);
        message = isEnd ? _beginning.WrittenSpan : default;
        _isRead = isEnd;
        return isEnd;
    }
}
