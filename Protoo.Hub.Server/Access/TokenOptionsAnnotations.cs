using Microsoft.Extensions.Options;

namespace Protoo.Server.Access;

/// <summary>Checks what the attributes of <see cref="TokenOptions"/> say.</summary>
[OptionsValidator]
internal sealed partial class TokenOptionsAnnotations : IValidateOptions<TokenOptions>;
