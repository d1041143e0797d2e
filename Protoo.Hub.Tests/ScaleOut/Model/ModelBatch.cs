namespace Protoo.Tests.ScaleOut.Model;

/// <summary>Steps after which the cluster is given the time to settle.</summary>
/// <param name="Groups">Steps that begin at once; the next group begins when they are done.</param>
/// <param name="Fault">What goes wrong meanwhile. The groups do not wait for each other then.</param>
internal sealed record ModelBatch(IReadOnlyList<IReadOnlyList<ModelStep>> Groups, ModelFault? Fault);
