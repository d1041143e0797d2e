using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Functional;

/// <summary>A hub that knows nothing of protoo except the exception.</summary>
internal sealed class MethodHub : Hub
{
    public void Nothing()
    {
        // Returns nothing.
    }

    public string? Null() => null;

    public int TakeNumber(int number) => number;

    public void Refuse() => throw new ProtooException(403, "Not: Allowed");

    public void Throw() => throw new InvalidOperationException("secret");

    public Node Cycle()
    {
        var node = new Node();
        node.Next = node;
        return node;
    }

    internal sealed class Node
    {
        public Node? Next { get; set; }
    }
}
