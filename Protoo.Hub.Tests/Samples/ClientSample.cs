namespace Protoo.Tests.Samples;

/// <summary>The clients in <c>client-samples</c>.</summary>
public enum ClientSample
{
    NodeProtoo,
    NodeSignalR,
    DotNetSignalR,
    DotNetProtoo,
    PythonProtoo,
}
