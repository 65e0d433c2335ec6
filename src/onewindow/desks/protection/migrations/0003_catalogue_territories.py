from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("protection", "0002_complaints")]

    operations = [
        migrations.AddField(
            model_name="catalogue",
            name="territories",
            field=models.CharField(
                default="", help_text="countries where it is offered, by code; empty: everywhere", max_length=200
            ),
        ),
    ]
