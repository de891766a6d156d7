namespace IopClinic.Web.Shared;

/// <summary>The body of an error page: what happened, what became of the work, what to do, and the number to quote.</summary>
public sealed record Problem(
    string Title, string WhatHappened, string Kept, string WhatToDo, string? Reference = null, string Icon = "cloud-slash");
