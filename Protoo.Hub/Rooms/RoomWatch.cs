using System.Text.Json;
using Protoo.Clustering;

namespace Protoo.Rooms;

/// <summary>
/// Collects what happens in a room on this instance, and passes it on to those who watch the room, a few times a second. Of a peer that
/// sends too much, it passes on only some, and how much was left out.
/// </summary>
internal sealed class RoomWatch : IDisposable
{
    // Several times as long as RoomWatches.RenewalInterval.
    private static readonly TimeSpan s_watchTime = TimeSpan.FromSeconds(7);
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private const int MaximumOfSender = 20;
    private const int MaximumOfAll = 200;
    private const int MaximumDataSize = 16 * 1024;

    private readonly string _instance;
    private readonly JsonSerializerOptions _payloadOptions;
    private readonly Action<string, IReadOnlyList<RoomTraffic>> _report;
    private readonly Action<RoomWatch> _onUnused;
    private readonly TimeProvider _timeProvider;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly List<RoomWatchReader> _readers = [];
    private readonly Dictionary<string, (long Time, bool IncludesData)> _instances = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Shown, int Omitted, long OmittedSize)> _senders = new(StringComparer.Ordinal);
    private List<RoomTraffic> _traffic = [];

    /// <param name="instance">The id of this instance.</param>
    /// <param name="payloadOptions">The serializer options.</param>
    /// <param name="report">Reports to another instance.</param>
    /// <param name="onUnused">Called when nobody watches the room any more, so far as is known.</param>
    /// <param name="timeProvider">The clock.</param>
    public RoomWatch(string instance, JsonSerializerOptions payloadOptions, Action<string, IReadOnlyList<RoomTraffic>> report, Action<RoomWatch> onUnused, TimeProvider timeProvider)
    {
        _instance = instance;
        _payloadOptions = payloadOptions;
        _report = report;
        _onUnused = onUnused;
        _timeProvider = timeProvider;
        _timer = timeProvider.CreateTimer(_ => PassOn(), null, s_interval, s_interval);
    }

    public bool IsUsed
    {
        get
        {
            lock (_gate)
            {
                return _readers.Count > 0 || _instances.Count > 0;
            }
        }
    }

    /// <summary>Whether a reader here wants the data of messages.</summary>
    public bool IncludesData
    {
        get
        {
            lock (_gate)
            {
                return IncludesDataUnsynchronized;
            }
        }
    }

    private bool IncludesDataUnsynchronized => _readers.Exists(static reader => reader is { IncludesData: true, IsDone: false });

    /// <summary>Adds a reader, until it has stopped.</summary>
    public void Add(RoomWatchReader reader)
    {
        lock (_gate)
        {
            _readers.Add(reader);
        }
    }

    /// <summary>Adds an instance that watches the room, until it no longer says so.</summary>
    public void Add(string instance, bool includesData)
    {
        lock (_gate)
        {
            _instances[instance] = (_timeProvider.GetTimestamp(), includesData);
        }
    }

    /// <summary>Passes on what another instance has reported.</summary>
    public void Deliver(IReadOnlyList<RoomTraffic> traffic)
    {
        lock (_gate)
        {
            DeliverUnsynchronized(traffic, WithoutData(traffic));
        }
    }

    /// <summary>Converts the arguments of a message.</summary>
    /// <param name="arguments">The arguments; a single one, the usual case, is the data by itself.</param>
    public RawJson ToData(IReadOnlyList<object?> arguments) => Serialize(arguments.Count == 1 ? arguments[0] : arguments);

    /// <summary>Reports what a peer sends to the hub.</summary>
    public void PeerSent(Seat peer, RoomTrafficKind kind, string? method, RawJson data) => Add(kind, peer.PeerId, method: method, data: data);

    /// <summary>Reports what is sent to peers.</summary>
    public void Sent(Seat? sender, RoomTrafficKind kind, IReadOnlyCollection<string>? to, int receivers, string method, RawJson data)
    {
        Add(kind, sender?.PeerId, to is null ? null : [.. to], receivers, method, data);
    }

    /// <summary>Reports a step of the roster.</summary>
    public void Applied(RosterStep step)
    {
        switch (step)
        {
            case RosterStep.Joined { Seat: var seat }:
                Add(RoomTrafficKind.Joined, seat.PeerId, data: seat.Data);
                break;
            case RosterStep.Replaced { Seat: var seat }:
                Add(RoomTrafficKind.Left, seat.PeerId);
                Add(RoomTrafficKind.Joined, seat.PeerId, data: seat.Data);
                break;
            case RosterStep.Left { PeerId: var peerId }:
                Add(RoomTrafficKind.Left, peerId);
                break;
            case RosterStep.DataSet { PeerId: var peerId, Data: var data }:
                Add(RoomTrafficKind.PeerData, peerId, data: data);
                break;
            case RosterStep.RoomDataSet { PeerId: var peerId, Data: var data }:
                Add(RoomTrafficKind.RoomData, peerId, data: data.Value);
                break;
        }
    }

    /// <summary>Reports an answer.</summary>
    /// <param name="from">The peer that answers; null for the hub.</param>
    /// <param name="to">The peer that asked; null for the app.</param>
    /// <param name="method">The method of the request.</param>
    /// <param name="result">The data of the answer, if it is a success.</param>
    /// <param name="duration">How long it took.</param>
    /// <param name="errorCode">The code of the error; null for a success.</param>
    public void Answered(string? from, string? to, string? method, object? result, TimeSpan duration, int? errorCode)
    {
        Add(RoomTrafficKind.Response, from, to is null ? null : [to], to is null ? 0 : 1, method, errorCode is null ? Serialize(result) : null, duration, errorCode);
    }

    public void Dispose() => _timer.Dispose();

    // What cannot be serialized counts as {}: whoever sends it is told, and must not fail here.
    private RawJson Serialize(object? value)
    {
        try
        {
            return RawJson.From(value, _payloadOptions);
        }
        catch (Exception)
        {
            return default;
        }
    }

    private void Add(
        RoomTrafficKind kind,
        string? from,
        IReadOnlyList<string>? to = null,
        int receivers = 0,
        string? method = null,
        RawJson? data = null,
        TimeSpan? duration = null,
        int? errorCode = null)
    {
        var size = data?.Utf8.Length ?? 0;
        lock (_gate)
        {
            var sender = from ?? string.Empty;
            var (shown, omitted, omittedSize) = _senders.GetValueOrDefault(sender);
            if (shown >= MaximumOfSender || _traffic.Count >= MaximumOfAll)
            {
                _senders[sender] = (shown, omitted + 1, omittedSize + size);
                return;
            }

            _senders[sender] = (shown + 1, 0, 0);
            _traffic.Add(new RoomTraffic
            {
                Time = _timeProvider.GetUtcNow(),
                Instance = _instance,
                Kind = kind,
                From = from,
                To = to,
                Receivers = receivers,
                Method = method,
                Size = size,
                Data = size <= MaximumDataSize && IsDataWantedUnsynchronized() ? data : null,
                Duration = duration,
                ErrorCode = errorCode,
                Omitted = omitted,
                OmittedSize = omittedSize,
            });
        }
    }

    private void PassOn()
    {
        lock (_gate)
        {
            _readers.RemoveAll(static reader => reader.IsDone);
            foreach (var (instance, _) in _instances.Where(watcher => _timeProvider.GetElapsedTime(watcher.Value.Time) > s_watchTime).ToArray())
            {
                _instances.Remove(instance);
            }

            if (_traffic.Count > 0)
            {
                var withoutData = WithoutData(_traffic);
                DeliverUnsynchronized(_traffic, withoutData);
                foreach (var (instance, (_, includesData)) in _instances)
                {
                    _report(instance, includesData ? _traffic : withoutData);
                }

                _traffic = [];
            }

            BeginAnewUnsynchronized();
        }

        if (!IsUsed)
        {
            _onUnused(this);
        }
    }

    private void BeginAnewUnsynchronized()
    {
        foreach (var (sender, (_, omitted, omittedSize)) in _senders.ToArray())
        {
            if (omitted == 0)
            {
                _senders.Remove(sender);
            }
            else
            {
                _senders[sender] = (0, omitted, omittedSize);
            }
        }
    }

    private bool IsDataWantedUnsynchronized() => IncludesDataUnsynchronized || _instances.Values.Any(static watcher => watcher.IncludesData);

    private void DeliverUnsynchronized(IReadOnlyList<RoomTraffic> traffic, IReadOnlyList<RoomTraffic> withoutData)
    {
        foreach (var reader in _readers)
        {
            foreach (var entry in reader.IncludesData ? traffic : withoutData)
            {
                reader.Write(entry);
            }
        }
    }

    private static RoomTraffic[] WithoutData(IReadOnlyList<RoomTraffic> traffic)
    {
        return [.. traffic.Select(static entry => entry.Data is null ? entry : entry.WithoutData())];
    }
}
