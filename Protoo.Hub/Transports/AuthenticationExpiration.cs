namespace Protoo.Transports;

/// <summary>Closes a native connection when the authentication of its client expires, and aborts it if the hub does not let go of it.</summary>
internal sealed class AuthenticationExpiration : IDisposable
{
    // A timer cannot wait longer than 49 days.
    private static readonly TimeSpan s_longestWait = TimeSpan.FromDays(1);

    private readonly ProtooConnectionContext _connection;
    private readonly DateTimeOffset _time;
    private readonly ITimer _timer;

    // Used only by the timer.
    private bool _hasExpired;

    public AuthenticationExpiration(ProtooConnectionContext connection, DateTimeOffset time)
    {
        _connection = connection;
        _time = time;
        _timer = connection.TimeProvider.CreateTimer(
            static state => ((AuthenticationExpiration)state!).OnTime(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        Wait(Left);
    }

    private TimeSpan Left => _time - _connection.TimeProvider.GetUtcNow();

    public void Dispose() => _timer.Dispose();

    private void OnTime()
    {
        if (_hasExpired)
        {
            // SignalR sees the close request when it reads again, which it does not do while a callback or too many methods run.
            _connection.Abort(ConnectionEnd.TokenExpired);
        }
        else if (Left is var left && left > TimeSpan.Zero)
        {
            Wait(left);
        }
        else
        {
            _hasExpired = true;
            _connection.SetEnd(ConnectionEnd.TokenExpired);
            _connection.RequestClose();
            Wait(_connection.Options.CloseTimeout);
        }
    }

    private void Wait(TimeSpan time)
    {
        time = time > TimeSpan.Zero ? time : TimeSpan.Zero;
        _timer.Change(time < s_longestWait ? time : s_longestWait, Timeout.InfiniteTimeSpan);
    }
}
