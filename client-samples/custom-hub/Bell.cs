using Microsoft.Extensions.Options;

namespace Protoo.Samples.CustomHub;

/// <summary>Announces the time in every classroom.</summary>
internal sealed class Bell(IRoomRegistry<ClassroomHub> rooms, TimeProvider time, IOptions<BellOptions> options) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var room in await rooms.GetRoomsAsync())
            {
                await room.NotifyAsync("bell", new { Time = time.GetUtcNow() }, cancellationToken: stoppingToken);
            }
        }
    }
}
