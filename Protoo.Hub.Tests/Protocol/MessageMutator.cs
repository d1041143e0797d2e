using System.Text;

namespace Protoo.Tests.Protocol;

/// <summary>Turns valid messages into almost valid ones: the same ones for the same seed.</summary>
internal sealed class MessageMutator(int seed, int largest = 4096)
{
    private static readonly byte[][] s_corpus =
    [
        .. new[]
        {
            """{"request":true,"id":1234567,"method":"echo","data":{"a":[1,2.50,null,true,"x"]}}""",
            """{"request":true,"id":1,"method":"Add","data":[1,2]}""",
            """{"request":true,"id":1.5e3,"method":"name","data":"\u0041\ud83d\ude00\\ud800"}""",
            """{"request":true,"id":-0,"method":"Offer","data":{"to":"p","number":3,"description":{"x":[1.0]}}}""",
            """{"request":true,"id":12345678901234567890,"method":"None"}""",
            """{"request":true,"id":5,"method":"no\u0070e","data":{"\ud83d\ude00":"\n"}}""",
            """ { "request" : 1 , "id" : 0 , "method" : "ticket" , "data" : false } """,
            """{"request":true,"id":8,"method":"notify","data":{"method":"chat","data":{"text":"hi"},"to":["neighbour"],"excluded":[]}}""",
            """{"request":true,"id":9,"method":"spread","data":{"method":"ask","data":[1],"excluded":["x"],"timeout":50}}""",
            """{"request":true,"id":10,"method":"request","data":{"peerId":"neighbour","method":"ask","data":1,"timeout":50}}""",
            """{"request":true,"id":11,"method":"setData","data":{"name":"é😀"}}""",
            """{"request":true,"id":12,"method":"getPeers"}""",
            """{"notification":true,"method":"echo","data":[[[[{}]]]]}""",
            """{"notification":"yes","id":null,"method":"setData","data":{"k":-1e-7}}""",
            """{"notification":true,"method":"notify","data":{"method":"x"}}""",
            """{"response":true,"id":1,"ok":true,"data":{"answer":42}}""",
            """{"response":true,"id":1,"ok":true,"data":5}""",
            """{"response":true,"id":2,"errorCode":403,"errorReason":"Not \"Allowed\" \ud83d\ude00"}""",
            """{"response":true,"id":3.0,"ok":false,"errorCode":4.03e2,"errorReason":null}""",
            """{"request":false,"response":0,"notification":true,"method":"a","method":"b","\u0064ata":1,"data":2}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] s_tokens =
    [
        .. new[]
        {
            "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\udc00", "\\ud83d\\ude00", "\\u0000", "\\\\", "\\\"", "null", "true", "false", "0",
            "-0", "1e400", "-1", "1e-400", "NaN", "99999999999999999999", "\"\"", "\"x\"", "{}", "[]", "\"request\":true,", "\"response\":true,", "\"notification\":1,",
            "\"id\":1,", "\"id\":null,", "\"method\":\"echo\",", "\"method\":\"\",", "\"method\":\"*\",", "\"method\":7,", "\"data\":{},", "\"data\":\"\\ud800\",", "\"\\ud800\":1,",
            "\"ok\":1,", "\"errorCode\":1e10,", "\"errorReason\":{},", "\"peerId\":\"fuzz\",", "\"timeout\":1,", " ", "\n", "\t", "\u0000", "\u001e", "\u007f", "\u2028", "\ufeff", "é",
            "\U0001F600", "/**/", "//", "'", "\\ud800\\u0041", "\\udc00\\ud800", JsonSamples.Nested(70), JsonSamples.NestedObjects(61),
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF0, 0x9F], [0xC0, 0x80],
    ];

    private static readonly byte[][] s_values =
    [
        .. JsonSamples.Truthy.Concat(JsonSamples.Falsy)
            .Concat(JsonSamples.ValidUnicode.Concat(JsonSamples.LoneSurrogates).Select(static text => $"\"{text}\""))
            .Concat(JsonSamples.LoneSurrogates.Select(static text => $"1,\"{text}\":2"))
            .Concat(["1.50", "-1E+05", "\"echo\"", "\"*\"", "\"notify\"", "[1,{\"a\":[]}]", "{\"peerId\":\"fuzz\"}", JsonSamples.Nested(64), JsonSamples.Nested(65), JsonSamples.NestedObjects(61)])
            .Select(Encoding.UTF8.GetBytes),
    ];

    // Not for secrets.
#pragma warning disable CA5394
    private readonly Random _random = new(seed);
    private readonly byte[] _buffer = new byte[largest];
    private int _length;

    /// <summary>The next message, valid until the next call.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        _length = 0;
        Insert(0, Pick(s_corpus));
        for (var count = _random.Next(4) == 0 ? _random.Next(2, 6) : 1; count > 0; count--)
        {
            Mutate();
        }

        return _buffer.AsMemory(0, _length);
    }

    private void Mutate()
    {
        var (start, length) = Range();
        switch (_random.Next(12))
        {
            case 0 when length > 0:
                _buffer[start] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when length > 0:
                _buffer[start] = (byte)_random.Next(256);
                break;
            case 2:
                Remove(start, length);
                break;
            case 3:
                Insert(start, _buffer.AsSpan(start, length).ToArray());
                break;
            case 4:
                var other = Pick(s_corpus);
                var from = _random.Next(other.Length);
                Remove(start, length);
                Insert(start, other.AsSpan(from, _random.Next(other.Length - from)));
                break;
            case 5:
                // From here on, another message.
                var tail = Pick(s_corpus);
                Remove(start, _length - start);
                Insert(start, tail.AsSpan(Math.Min(start, tail.Length)));
                break;
            case 6 or 7:
                Insert(start, Pick(s_tokens));
                break;
            default:
                ReplaceValue(start);
                break;
        }
    }

    // The result is mostly still JSON.
    private void ReplaceValue(int start)
    {
        var colon = _buffer.AsSpan(start, _length - start).IndexOf((byte)':');
        if (colon >= 0)
        {
            var value = start + colon + 1;
            var length = _buffer.AsSpan(value, _length - value).IndexOfAny(",}"u8);
            Remove(value, Math.Max(length, 0));
            Insert(value, Pick(s_values));
        }
    }

    private (int Start, int Length) Range()
    {
        var start = _random.Next(_length + 1);
        return (start, Math.Min(_random.Next(1, 24), _length - start));
    }

    private byte[] Pick(byte[][] pieces) => pieces[_random.Next(pieces.Length)];
#pragma warning restore CA5394

    private void Remove(int start, int length)
    {
        _buffer.AsSpan(start + length, _length - start - length).CopyTo(_buffer.AsSpan(start));
        _length -= length;
    }

    private void Insert(int start, ReadOnlySpan<byte> piece)
    {
        if (_length + piece.Length <= _buffer.Length)
        {
            _buffer.AsSpan(start, _length - start).CopyTo(_buffer.AsSpan(start + piece.Length));
            piece.CopyTo(_buffer.AsSpan(start));
            _length += piece.Length;
        }
    }
}
