from django.urls import path

from biaogan.accounts.views import own, rights, users

app_name = "accounts"

urlpatterns = [
    path("users", users.users, name="users"),
    path("users/new", users.user_new, name="user_new"),
    path("users/<int:pk>", users.user, name="user"),
    path("users/<int:pk>/deactivate", users.user_deactivate, name="user_deactivate"),
    path("users/<int:pk>/reactivate", users.user_reactivate, name="user_reactivate"),
    path("users/<int:pk>/password", users.user_password_reset, name="user_password_reset"),
    path("users/<int:pk>/person", users.user_link, name="user_link"),
    path("users/<int:pk>/second-factor", users.user_second_factor_remove, name="user_second_factor_remove"),
    path("users/<int:pk>/roles", users.role_grant, name="role_grant"),
    path("roles/<int:pk>/revoke", users.role_revoke, name="role_revoke"),
    path("tokens/<int:pk>/revoke", users.user_token_revoke, name="user_token_revoke"),
    path("rights", rights.rights, name="rights"),
    path("settings", own.settings, name="settings"),
    path("settings/password", own.password, name="password"),
    path("settings/sessions/end", own.sessions_end, name="sessions_end"),
    path("settings/tokens", own.token_new, name="token_new"),
    path("settings/tokens/<int:pk>/revoke", own.token_revoke, name="token_revoke"),
]
