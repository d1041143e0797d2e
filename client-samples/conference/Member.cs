using System.Net;
using System.Security.Cryptography;

namespace Protoo.Samples.Conference;

/// <summary>A member of a conference. Its packets begin with its key.</summary>
public sealed class Member : IDisposable
{
    private readonly Media _media;

    public Member(Media media)
    {
        _media = media;
        media.Members.Add(this);
    }

    public byte[] Key { get; } = RandomNumberGenerator.GetBytes(16);

    public IPEndPoint? EndPoint { get; set; }

    public List<string> Kinds { get; } = [];

    public void Dispose() => _media.Members.Remove(this);
}
