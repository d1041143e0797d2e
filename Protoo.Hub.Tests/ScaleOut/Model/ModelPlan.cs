using System.Globalization;

namespace Protoo.Tests.ScaleOut.Model;

/// <summary>What happens in a run. It depends only on the seed.</summary>
internal sealed class ModelPlan
{
    public const int Instances = 3;

    // One in this many consecutive seeds has a fault, because those runs take long. Each of them has the next kind.
    private const int RunsPerFault = 3;
    private const int PeersPerRoom = 6;

    private static readonly ModelFaultKind[] s_faults = Enum.GetValues<ModelFaultKind>();

    private static readonly (ModelStepKind Kind, int Weight)[] s_kinds =
    [
        (ModelStepKind.Join, 38),
        (ModelStepKind.Close, 10),
        (ModelStepKind.Abort, 8),
        (ModelStepKind.SetData, 18),
        (ModelStepKind.SetRoomData, 12),
        (ModelStepKind.Notify, 14),
        (ModelStepKind.OperatorNotify, 4),
        (ModelStepKind.ClosePeer, 6),
        (ModelStepKind.CloseRoom, 2),
    ];

    private readonly Random _random;

    // The expected peers, by room.
    private readonly SortedSet<string>[] _present;
    private int _number;

    public ModelPlan(int seed)
    {
        Seed = seed;
        _random = new Random(seed);
        Rooms = _random.Next(1, 3);
        _present = [.. Enumerable.Range(0, Rooms).Select(static _ => new SortedSet<string>(StringComparer.Ordinal))];
        ModelFault? fault = null;
        if (seed % RunsPerFault == 0)
        {
            fault = NextFault(s_faults[seed / RunsPerFault % s_faults.Length]);
        }

        Batches = fault is null
            ? [NextBatch(12), NextBatch(10), NextBatch(10), NextBatch(10)]
            : [NextBatch(12), NextBatch(18, fault), NextBatch(6)];
    }

    public int Seed { get; }

    public int Rooms { get; }

    public IReadOnlyList<ModelBatch> Batches { get; }

    private ModelFault NextFault(ModelFaultKind kind)
    {
        var longest = kind switch
        {
            ModelFaultKind.Kill => 4_000,
            ModelFaultKind.RedisLost or ModelFaultKind.RedisSaved => 3_000,
            _ => 8_000,
        };
        var duration = _random.Next(kind is ModelFaultKind.Freeze or ModelFaultKind.Cut or ModelFaultKind.Hold ? 1_000 : 0, longest);
        return new ModelFault(kind, _random.Next(Instances), TimeSpan.FromMilliseconds(duration), _random.Next(10));
    }

    private ModelBatch NextBatch(int count, ModelFault? fault = null)
    {
        var groups = new List<IReadOnlyList<ModelStep>>();
        while (count > 0)
        {
            var size = fault is not null || _random.Next(10) < 7 ? 1 : Math.Min(count, _random.Next(2, 5));
            groups.Add([.. Enumerable.Range(0, size).Select(_ => NextStep())]);
            count -= size;
        }

        return new ModelBatch(groups, fault);
    }

    private ModelStep NextStep()
    {
        var kind = NextKind();
        var room = _random.Next(Rooms);
        var peer = NextPeer(kind, _present[room]);
        switch (kind)
        {
            case ModelStepKind.Join:
                _present[room].Add(peer);
                break;
            case ModelStepKind.Close or ModelStepKind.Abort or ModelStepKind.ClosePeer:
                _present[room].Remove(peer);
                break;
            case ModelStepKind.CloseRoom:
                _present[room].Clear();
                break;
        }

        return new ModelStep(
            kind,
            room,
            peer,
            _random.Next(Instances),
            _random.Next(5) == 0,
            ++_number,
            _random.Next(3) == 0 ? NextPeers() : null,
            _random.Next(3) == 0 ? NextPeers() : []);
    }

    private ModelStepKind NextKind()
    {
        var place = _random.Next(s_kinds.Sum(static kind => kind.Weight));
        foreach (var (kind, weight) in s_kinds)
        {
            if ((place -= weight) < 0)
            {
                return kind;
            }
        }

        return ModelStepKind.Join;
    }

    // Most steps are about a peer that should be present, except joins.
    private string NextPeer(ModelStepKind kind, SortedSet<string> present)
    {
        return present.Count > 0 && _random.Next(10) < (kind == ModelStepKind.Join ? 2 : 8)
            ? present.ElementAt(_random.Next(present.Count))
            : NextPeer();
    }

    private string NextPeer() => ((char)('a' + _random.Next(PeersPerRoom))).ToString(CultureInfo.InvariantCulture);

    private string[] NextPeers() => [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => NextPeer()).Distinct()];
}
