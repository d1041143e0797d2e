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

    /// <summary>The data is nested deeper than every kind of client can read.</summary>
    TooDeep,

    /// <summary>The method or the data holds a lone surrogate, which not every kind of client can read.</summary>
    InvalidUnicode,
}
