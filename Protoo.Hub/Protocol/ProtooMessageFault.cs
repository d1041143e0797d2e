namespace Protoo.Protocol;

/// <summary>What is wrong with a message that was received.</summary>
internal enum ProtooMessageFault : byte
{
    None,
    NotJson,
    NotAnObject,
    NoKind,
    NoMethod,
    NoId,
    Binary,

    /// <summary>A response that matches no pending request of its connection.</summary>
    UnknownResponse,

    /// <summary>The data is nested too deeply for some kinds of client.</summary>
    TooDeep,

    /// <summary>The method or the data contains a lone surrogate, which some kinds of client cannot read.</summary>
    InvalidUnicode,
}
