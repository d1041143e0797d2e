using System.Diagnostics.CodeAnalysis;

namespace Protoo.Protocol;

/// <summary>The members of an app's types that are found by reflection. An app that is trimmed keeps them.</summary>
internal static class ReflectedMembers
{
    /// <summary>Those of a hub, as SignalR finds them.</summary>
    public const DynamicallyAccessedMemberTypes OfHub = DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicMethods;

    /// <summary>Those of the state of rooms and peers.</summary>
    public const DynamicallyAccessedMemberTypes OfState = DynamicallyAccessedMemberTypes.PublicConstructors;
}
