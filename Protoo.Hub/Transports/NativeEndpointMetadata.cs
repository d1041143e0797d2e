namespace Protoo.Transports;

/// <summary>Marks the endpoints of <c>MapProtoo</c>.</summary>
internal sealed class NativeEndpointMetadata;
