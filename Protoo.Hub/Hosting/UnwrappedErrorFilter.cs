using System.Reflection;
using System.Runtime.ExceptionServices;
using Microsoft.AspNetCore.SignalR;

namespace Protoo.Hosting;

/// <summary>
/// Passes on the error of a hub method as it was thrown. In native code, SignalR reads results by reflection, which wraps the error, even if
/// it is a <see cref="HubException"/>. Inside of all other filters, so that they see the error, too.
/// </summary>
internal sealed class UnwrappedErrorFilter : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext).ConfigureAwait(false);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } error)
        {
            ExceptionDispatchInfo.Throw(error);
            throw;
        }
    }
}
