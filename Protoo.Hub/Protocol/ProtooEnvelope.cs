namespace Protoo.Protocol;

/// <summary>A protoo message as <see cref="ProtooMessageReader"/> found it: its kind, and where its parts are in the text.</summary>
internal struct ProtooEnvelope
{
    /// <summary>The maximum nesting depth of the data. System.Text.Json, which SignalR's .NET clients use, reads no deeper.</summary>
    public const int MaximumDataDepth = 64;

    public ProtooMessageKind Kind;

    /// <summary>
    /// For <see cref="ProtooMessageKind.None"/>, why it is not a message. Otherwise, only <see cref="ProtooMessageFault.TooDeep"/> or
    /// <see cref="ProtooMessageFault.InvalidUnicode"/> is possible, and the parts other than the data can still be used.
    /// </summary>
    public ProtooMessageFault Fault;

    /// <summary>The number, as written.</summary>
    public TextRange Id;

    /// <summary>The string with its quotation marks.</summary>
    public TextRange Method;

    public bool MethodIsEscaped;

    /// <summary>The value; empty if protoo reads it as <c>{}</c>.</summary>
    public TextRange Data;

    /// <summary>A value that protoo reads as <c>{}</c>: false, 0, "" or null; empty if there is no data, or other data.</summary>
    public TextRange Falsy;

    public int DataDepth;

    /// <summary>W3C's traceparent, the string with its quotation marks; empty if there is none.</summary>
    public TextRange TraceParent;

    /// <summary>For a response: whether it is a success.</summary>
    public bool Ok;

    public int ErrorCode;

    /// <summary>The string with its quotation marks; empty if there is none.</summary>
    public TextRange ErrorReason;
}
