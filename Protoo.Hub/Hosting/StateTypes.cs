namespace Protoo.Hosting;

/// <summary>The types of state of a hub that derives from <see cref="ProtooHub{TRoom, TPeer}"/>.</summary>
internal static class StateTypes
{
    /// <summary>Returns the hub and its types of state, as type arguments; null for a hub without state.</summary>
    public static Type[]? Find(Type hub)
    {
        for (var type = hub; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ProtooHub<,>))
            {
                return [hub, .. type.GetGenericArguments()];
            }
        }

        return null;
    }
}
