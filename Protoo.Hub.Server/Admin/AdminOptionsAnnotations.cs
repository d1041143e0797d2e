using Microsoft.Extensions.Options;

namespace Protoo.Server.Admin;

/// <summary>Checks what the attributes of <see cref="AdminOptions"/> say.</summary>
[OptionsValidator]
internal sealed partial class AdminOptionsAnnotations : IValidateOptions<AdminOptions>;
