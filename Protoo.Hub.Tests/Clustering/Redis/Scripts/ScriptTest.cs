using System.Globalization;
using Protoo.Clustering.Redis;
using StackExchange.Redis;

namespace Protoo.Tests.Clustering.Redis.Scripts;

/// <summary>Runs the scripts on a Redis, and shows what they store and publish.</summary>
public abstract class ScriptTest : IAsyncLifetime
{
    protected const string Key = "room";
    protected const long Remembered = 60_000;
    protected const long Expiry = 3_600_000;

    private const string End = "end";

    private ChannelMessageQueue _published = null!;
    private RedisServer _server = null!;
    private IConnectionMultiplexer _connection = null!;

    protected IDatabase Database => _connection.GetDatabase();

    public async Task InitializeAsync()
    {
        _server = await RedisServer.StartAsync();
        _connection = await _server.ConnectAsync();

        // A queue: handlers would run concurrently.
        _published = await _connection.GetSubscriber().SubscribeAsync(RedisChannel.Literal(Key)).DefaultTimeout();
    }

    public async Task DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _server.DisposeAsync();
    }

    private protected static string SeatOf(string peerId, string connectionId = "c") => $"{{\"peerId\":\"{peerId}\",\"connectionId\":\"{connectionId}\",\"instance\":\"i\"}}";

    private protected async Task<long> JoinAsync(string peerId, string seat, string data = "{}", bool replaces = true, string lease = "i#0", int maximum = int.MaxValue)
    {
        return (long)await EvaluateAsync(RosterScript.Join, lease, peerId, seat, data, replaces ? 1 : 0, Expiry, maximum);
    }

    private protected async Task<long> LeaveAsync(string peerId, long generation)
    {
        return (long)await EvaluateAsync(RosterScript.Leave, Remembered, peerId, generation);
    }

    /// <summary>Runs a script on the room.</summary>
    private protected Task<RedisResult> EvaluateAsync(RosterScript script, params RedisValue[] arguments)
    {
        return Database.ScriptEvaluateAsync(script.Text, [Key], [Key, .. arguments]).DefaultTimeout();
    }

    /// <summary>What was published since the last call.</summary>
    private protected async Task<string[]> ReadPublishedAsync()
    {
        await _connection.GetSubscriber().PublishAsync(RedisChannel.Literal(Key), End).DefaultTimeout();
        var published = new List<string>();
        while ((await _published.ReadAsync().AsTask().DefaultTimeout()).Message.ToString() is var message && message != End)
        {
            published.Add(message);
        }

        return [.. published];
    }

    /// <summary>Reads the room as <c>field=value</c>, ordered by field, without the version since which nothing was lost.</summary>
    private protected async Task<string[]> ReadRoomAsync()
    {
        var fields = (await Database.HashGetAllAsync(Key).DefaultTimeout()).Where(static field => field.Name != "l");
        return [.. fields.Select(static field => $"{field.Name}={field.Value}").Order(StringComparer.Ordinal)];
    }

    /// <summary>Reads a peer's place in the order of joining.</summary>
    protected async Task<long> ReadOrderAsync(string peerId)
    {
        var seat = await Database.HashGetAsync(Key, $"s:{peerId}").DefaultTimeout();
        return long.Parse(seat.ToString().Split(' ')[1], CultureInfo.InvariantCulture);
    }

    /// <summary>Reads the time of Redis in µs since 1970.</summary>
    protected async Task<long> ReadClockAsync()
    {
        var time = (RedisResult[])(await Database.ExecuteAsync("TIME").DefaultTimeout())!;
        return ((long)time[0] * 1_000_000) + (long)time[1];
    }

    /// <summary>Asserts that a key expires in this time, less what the test has taken.</summary>
    private protected async Task AssertExpiresAsync(long milliseconds, string key = Key)
    {
        var left = await Database.KeyTimeToLiveAsync(key).DefaultTimeout();
        Assert.InRange(left!.Value.TotalMilliseconds, milliseconds - 30_000, milliseconds);
    }
}
