namespace Protoo.Hosting;

/// <summary>Marks the endpoints of <c>MapProtoo</c>.</summary>
internal sealed class NativeEndpointMetadata;
