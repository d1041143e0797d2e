using Microsoft.AspNetCore.Authorization;
using Protoo.Samples.CustomHub.Authentication;
using Protoo.Samples.CustomHub.Messages;

namespace Protoo.Samples.CustomHub;

/// <summary>The methods that teachers and students call. Each classroom is a room, and each person is a peer.</summary>
public sealed class ClassroomHub : ProtooHub<Classroom, Person>
{
    /// <summary>Sends a message to everybody else.</summary>
    public Task Say(Message message)
    {
        return Room.NotifyAsync("said", new { From = Peer.Id, message.Text }, except: [Peer.Id]);
    }

    /// <summary>Asks one person. The caller gets that person's answer, or a refusal with code and reason.</summary>
    public async Task<Answer> Ask(Question question)
    {
        var person = Room.FindPeer(question.To) ?? throw new ProtooException(StatusCodes.Status404NotFound, $"{question.To} is not here.");
        return await person.RequestAsync<Answer>("asked", new { From = Peer.Id, question.Text });
    }

    /// <summary>Asks everybody else.</summary>
    [Authorize(Roles = Claims.Teacher)]
    public async Task<PollResult> Poll(Message question)
    {
        var responses = await Room.SpreadAsync<Answer>("asked", new { From = Peer.Id, question.Text }, except: [Peer.Id]);
        return new PollResult(responses.ToDictionary(
            static response => response.PeerId,
            static response => response.Ok ? response.Data!.Text : response.ErrorReason!));
    }

    /// <summary>Raises the caller's hand, which the teachers are told.</summary>
    public async Task RaiseHand()
    {
        if (!RoomState.Hands.Contains(Peer.Id))
        {
            RoomState.Hands.Add(Peer.Id);
            string[] teachers = [.. Room.Peers.Where(static peer => peer.State is { IsTeacher: true }).Select(static peer => peer.Id)];
            await Room.NotifyAsync("handRaised", new { From = Peer.Id }, to: teachers);
        }
    }

    /// <summary>Calls on the person whose hand was raised first, which everybody is told.</summary>
    /// <returns>The id of the person.</returns>
    [Authorize(Roles = Claims.Teacher)]
    public async Task<string> CallOn()
    {
        var person = RoomState.Hands.FirstOrDefault() ?? throw new ProtooException(StatusCodes.Status404NotFound, "Nobody has raised a hand.");
        RoomState.Hands.Remove(person);
        await Room.NotifyAsync("calledOn", new { PeerId = person });
        return person;
    }

    /// <summary>Sets the topic of the lesson, which is data of the room.</summary>
    [Authorize(Roles = Claims.Teacher)]
    public Task SetTopic(Message topic) => Room.SetDataAsync(new { Topic = topic.Text });

    protected override Task OnPeerClosedAsync()
    {
        if (!Room.HasPeer(Peer.Id))
        {
            RoomState.Hands.Remove(Peer.Id);
        }

        return Task.CompletedTask;
    }

    // The token alone decides: nobody can enter another room or use another name.
    protected override ValueTask OnConnectionRequestAsync(ConnectionRequest request)
    {
        if (request.User.FindFirst(Claims.Room)?.Value is { Length: > 0 } room && request.User.Identity?.Name is { Length: > 0 } name)
        {
            request.Accept(room, name, new { IsTeacher = request.User.IsInRole(Claims.Teacher) });
        }
        else
        {
            request.Reject(StatusCodes.Status403Forbidden, "The token names no room or no person.");
        }

        return default;
    }
}
