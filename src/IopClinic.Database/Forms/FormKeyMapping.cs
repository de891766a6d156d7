using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace IopClinic.Database.Forms;

internal sealed class FormKeyMapping : IEntityTypeConfiguration<FormKey>
{
    public void Configure(EntityTypeBuilder<FormKey> builder)
    {
        builder.ToTable("form_keys");
        builder.HasKey(form => new { form.Key, form.Content });
        builder.Property(form => form.Key).HasMaxLength(32);
        builder.Property(form => form.Page).HasMaxLength(200);
        builder.Property(form => form.Location).HasMaxLength(2000);
        // Yesterday's are looked for and removed.
        builder.HasIndex(form => form.At);
    }
}
