using Microsoft.AspNetCore.Mvc;
using Protoo.Samples.CustomHub.Authentication;

namespace Protoo.Samples.CustomHub.Controllers;

/// <summary>Stands in for the sign-in of a real app. It believes everything.</summary>
[ApiController]
[Route("tokens")]
public sealed class TokensController(Tokens tokens) : ControllerBase
{
    [HttpPost]
    public string Create(string room, string name, string role = "student") => tokens.Create(room, name, role);
}
