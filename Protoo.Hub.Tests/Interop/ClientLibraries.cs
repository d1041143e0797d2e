namespace Protoo.Tests.Interop;

/// <summary>Theory data: the clients that a test runs with.</summary>
internal static class ClientLibraries
{
    public static readonly ClientLibrary[] Everyone = Enum.GetValues<ClientLibrary>();

    public static TheoryData<ClientLibrary> All => new(Everyone);

    /// <summary>protoo-client 2 has no notifications, either way.</summary>
    public static TheoryData<ClientLibrary> WithNotifications => new(Everyone.Where(HasNotifications));

    public static TheoryData<ClientLibrary> Native => new(Everyone.Where(IsNative));

    public static TheoryData<ClientLibrary> SignalR => new(Everyone.Where(static library => !HasPeer(library)));

    /// <summary>protoo-client over SignalR.</summary>
    public static TheoryData<ClientLibrary> OverSignalR => new(Everyone.Where(IsOverSignalR));

    /// <summary>protoo-client over any transport.</summary>
    public static TheoryData<ClientLibrary> Peers => new(Everyone.Where(HasPeer));

    public static TheoryData<ClientLibrary> PeersWithNotifications => new(Everyone.Where(HasPeer).Where(HasNotifications));

    public static TheoryData<ClientLibrary, ClientLibrary> Pairs
    {
        get
        {
            var pairs = new TheoryData<ClientLibrary, ClientLibrary>();
            foreach (var first in Everyone)
            {
                foreach (var second in Everyone)
                {
                    pairs.Add(first, second);
                }
            }

            return pairs;
        }
    }

    public static bool IsNative(this ClientLibrary library) => library <= ClientLibrary.ProtooClient4;

    public static bool IsOverSignalR(this ClientLibrary library) => library >= ClientLibrary.ProtooOverWebSockets;

    /// <summary>Whether the client app uses protoo-client.</summary>
    public static bool HasPeer(this ClientLibrary library) => library.IsNative() || library.IsOverSignalR();

    public static bool HasNotifications(this ClientLibrary library) => library != ClientLibrary.ProtooClient2;
}
