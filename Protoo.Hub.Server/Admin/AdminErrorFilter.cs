namespace Protoo.Server.Admin;

/// <summary>Answers with the code of the error that a room throws: 503 while the other instances cannot be reached.</summary>
internal sealed class AdminErrorFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (ProtooException exception)
        {
            return TypedResults.Text(exception.Reason, statusCode: exception.Code);
        }
    }
}
