using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Protocol;

namespace Protoo.Rooms;

/// <summary>Makes objects of an app from its services, and from those of some given objects that their constructor takes.</summary>
/// <typeparam name="T">The type of the objects.</typeparam>
internal sealed class StateFactory<[DynamicallyAccessedMembers(ReflectedMembers.OfState)] T>
    where T : class
{
    private readonly int[] _taken;
    private readonly ObjectFactory<T> _factory;

    /// <param name="given">The types of the objects that the constructor may take.</param>
    public StateFactory(params Type[] given)
    {
        var parameters = typeof(T).GetConstructors().SelectMany(static constructor => constructor.GetParameters()).Select(static parameter => parameter.ParameterType).ToHashSet();
        _taken = [.. Enumerable.Range(0, given.Length).Where(i => parameters.Contains(given[i]))];
        _factory = ActivatorUtilities.CreateFactory<T>([.. _taken.Select(i => given[i])]);
    }

    /// <param name="services">The services.</param>
    /// <param name="given">The objects that the constructor may take, in the order of their types.</param>
    public T Create(IServiceProvider services, params ReadOnlySpan<object> given)
    {
        var arguments = new object[_taken.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = given[_taken[i]];
        }

        return _factory(services, arguments);
    }
}
