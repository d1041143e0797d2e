namespace Protoo.Tests.ScaleOut.Model;

/// <summary>Why a connection may have ended.</summary>
[Flags]
internal enum ModelCloseCauses
{
    None = 0,

    /// <summary>It left.</summary>
    Left = 1,

    /// <summary>Another connection took its id.</summary>
    Replaced = 2,

    /// <summary>The operator closed the peer, or the room.</summary>
    Operator = 4,

    /// <summary>Its instance died.</summary>
    InstanceDied = 8,

    /// <summary>It was refused after the upgrade.</summary>
    Refused = 16,
}
