using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Protoo.Samples.CustomHub.Authentication;
using Protoo.Samples.CustomHub.Messages;

namespace Protoo.Samples.CustomHub.Controllers;

/// <summary>Uses rooms from outside the hub.</summary>
[ApiController]
[Authorize(Roles = Claims.Teacher)]
[Route("classrooms/{id}")]
public sealed class ClassroomsController(IRoomRegistry<ClassroomHub> rooms) : ControllerBase
{
    [HttpGet]
    public async Task<ActionResult<IEnumerable<string>>> Get(string id)
    {
        if (await rooms.GetRoomAsync(id) is not { } room)
        {
            return NotFound();
        }

        var peers = room.Peers;
        return Ok(peers.Select(static peer => peer.Id));
    }

    [HttpPost("announcements")]
    public async Task<IActionResult> Announce(string id, Message announcement)
    {
        if (await rooms.GetRoomAsync(id) is not { } room)
        {
            return NotFound();
        }

        await room.NotifyAsync("announced", announcement);
        return NoContent();
    }

    [HttpDelete]
    public async Task<IActionResult> Dismiss(string id)
    {
        return await rooms.GetRoomAsync(id) is { } room && await room.CloseAsync() ? NoContent() : NotFound();
    }
}
