from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('network', '0002_sites'),
    ]

    operations = [
        migrations.CreateModel(
            name='KnowledgeFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('text', models.TextField(help_text='TOML as given')),
                ('given_by', models.CharField(max_length=200)),
                ('given_at', models.DateTimeField()),
                ('entry_seq', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='LearnedCauses',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kinds', models.JSONField()),
                ('devices', models.JSONField()),
                ('last', models.BigIntegerField()),
                ('sums', models.TextField(help_text='engines.faults.keeping, base 64')),
                ('learned_at', models.DateTimeField()),
                ('entry_seq', models.BigIntegerField()),
            ],
        ),
    ]
