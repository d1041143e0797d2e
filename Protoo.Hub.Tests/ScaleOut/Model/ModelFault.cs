namespace Protoo.Tests.ScaleOut.Model;

/// <param name="Kind">What goes wrong.</param>
/// <param name="Instance">The affected instance.</param>
/// <param name="Duration">How long it lasts.</param>
/// <param name="After">How many of the batch's steps begin before it.</param>
internal sealed record ModelFault(ModelFaultKind Kind, int Instance, TimeSpan Duration, int After);
