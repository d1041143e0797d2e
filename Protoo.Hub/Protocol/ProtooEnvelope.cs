namespace Protoo.Protocol;

/// <summary>A protoo message as <see cref="ProtooMessageReader"/> found it: its kind, and where its parts lie in the text.</summary>
internal struct ProtooEnvelope
{
    /// <summary>How deeply the data may be nested: System.Text.Json, which SignalR's .NET clients use, reads no more.</summary>
    public const int MaximumDataDepth = 64;

    public ProtooMessageKind Kind;

    /// <summary>
    /// For <see cref="ProtooMessageKind.None"/>, why it is no message. Else <see cref="ProtooMessageFault.TooDeep"/> or
    /// <see cref="ProtooMessageFault.InvalidUnicode"/>, where the parts other than the data can be used nevertheless.
    /// </summary>
    public ProtooMessageFault Fault;

    /// <summary>The number, as it was written.</summary>
    public TextRange Id;

    /// <summary>The string with its quotation marks.</summary>
    public TextRange Method;

    public bool MethodIsEscaped;

    /// <summary>The value; empty where protoo reads <c>{}</c>.</summary>
    public TextRange Data;

    /// <summary>What stands where protoo reads <c>{}</c>: false, 0, "" or null; empty if there is no data at all, or other data.</summary>
    public TextRange Falsy;

    public int DataDepth;

    /// <summary>Of a response: whether it is a success.</summary>
    public bool Ok;

    public int ErrorCode;

    /// <summary>The string with its quotation marks; empty where there is none.</summary>
    public TextRange ErrorReason;
}
