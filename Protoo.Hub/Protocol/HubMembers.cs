using System.Diagnostics.CodeAnalysis;

namespace Protoo.Protocol;

/// <summary>The members of hubs that SignalR and Protoo.Hub find by reflection. An app that is trimmed keeps them.</summary>
internal static class HubMembers
{
    public const DynamicallyAccessedMemberTypes All = DynamicallyAccessedMemberTypes.PublicConstructors | DynamicallyAccessedMemberTypes.PublicMethods;
}
