namespace Protoo.Tests.Interop;

public sealed class SpreadTests(NodeProcess node) : InteropTest(node)
{
    private static readonly Dictionary<string, ClientAnswer> s_answers = new()
    {
        ["ask"] = ClientAnswer.Echo,
        ["refuse"] = ClientAnswer.Reject(423, "It is: locked"),
    };

    [SkippableTheory]
    [MemberData(nameof(ClientLibraries.All), MemberType = typeof(ClientLibraries))]
    public async Task Spread_ByAnyClient_CollectsAnswersInOrderOfJoining(ClientLibrary from)
    {
        var server = await StartRoomServerAsync();
        var clients = await JoinAllAsync(server, s_answers);
        var asking = clients.Single(client => client.Library == from);
        var others = clients.Where(client => client != asking).Select(static client => client.Library.ToString()).ToArray();

        var answers = await asking.RequestAsync("spread", new { method = "ask", data = new { a = 1 } });
        AssertJson(
            new { responses = others.Select(peerId => new { peerId, ok = true, data = new { peerId = from.ToString(), data = new { a = 1 } } }) },
            answers);

        var refusals = await asking.RequestAsync("spread", new { method = "refuse", excluded = others[..1] });
        AssertJson(
            new { responses = others[1..].Select(static peerId => new { peerId, ok = false, errorCode = 423, errorReason = "It is: locked" }) },
            refusals);
    }
}
