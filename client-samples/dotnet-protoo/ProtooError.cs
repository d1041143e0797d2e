namespace Protoo.Samples.DotNetProtoo;

/// <summary>An error response.</summary>
internal sealed class ProtooError(int code, string reason) : Exception(reason)
{
    public int Code { get; } = code;
}
