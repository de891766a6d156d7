namespace IopClinic.Web.Plumbing;

/// <summary>This handler works in several transactions and begins each of them itself (<c>ClinicDb.BeginWorkAsync</c>).</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OwnTransactionsAttribute : Attribute;
