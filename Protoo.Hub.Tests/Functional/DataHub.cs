using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Functional;

/// <summary>A hub whose clients send what could be a service.</summary>
internal sealed class DataHub : Hub
{
    public string Implicit(int number, FormsHub.Service service) => $"{number} {service.Name}";
}
