namespace Protoo.Tests.ScaleOut.Model;

/// <summary>Steps after which the cluster gets time to settle.</summary>
/// <param name="Groups">Steps that begin together; the next group waits for them.</param>
/// <param name="Fault">What goes wrong meanwhile. Groups then do not wait for each other.</param>
internal sealed record ModelBatch(IReadOnlyList<IReadOnlyList<ModelStep>> Groups, ModelFault? Fault);
